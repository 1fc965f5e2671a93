"""Metrics of a service, in Prometheus' form: how far everything has come, and whether anything is stuck."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

if TYPE_CHECKING:
    from shared.service import Service


class ServiceCollector(Collector):
    """Reads the positions of relay, projections and policies when it is asked."""

    def __init__(self, service: "Service") -> None:
        self._service = service

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The metric families of the service."""
        service = self._service
        position = GaugeMetricFamily("borsen_position", "Position reached", labels=["service", "kind", "name"])
        stuck = GaugeMetricFamily("borsen_stuck", "1 if stopped or gone astray", labels=["service", "kind", "name"])
        for kind, runners in (("projection", service.runners), ("policy", service.policies)):
            for name, runner in runners.items():
                position.add_metric([service.name, kind, name], runner.position)
                stuck.add_metric([service.name, kind, name], float(runner.error is not None))
        if service.relay is not None:
            position.add_metric([service.name, "relay", "relay"], service.relay.position)
            relay_stuck = service.relay.stopped or service.relay.hindered_by is not None
            stuck.add_metric([service.name, "relay", "relay"], float(relay_stuck))
        connected = GaugeMetricFamily("borsen_nats_connected", "1 if NATS is connected", labels=["service"])
        connected.add_metric([service.name], float(service.bus.connected))
        yield position
        yield stuck
        yield connected
