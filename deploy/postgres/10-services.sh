#!/bin/bash
# First start: one database and one role per service. A service's role reaches its own database only.
set -euo pipefail

for service in registration catalog agreements scoreboard followup; do
    psql --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
        --set service="$service" --set password="$(<"/run/secrets/${service}_password")" <<'SQL'
create role :"service" login password :'password';
create database :"service" owner :"service";
revoke connect on database :"service" from public;
SQL
done
