// What a trainer would say of an agreement that a broker has registered.

/**
 * Where an agreement differs from its assignment, as names of sentences with their values; nothing when all is right.
 * `deadlines` are the days of the proposals, `nameOf` and `dayOf` write a participant and a day.
 */
export function judge(assignment, terms, deadlines, { nameOf, dayOf }) {
  const expected = Object.keys(assignment.parties);
  const given = new Map(terms.parties.map((party) => [party.participant, party.gives]));
  if (given.size !== expected.length || !expected.every((id) => given.has(id))) {
    return [["wrongParties", { names: expected.map(nameOf).join(", ") }]];
  }
  const found = expected
    .filter((id) => Boolean(given.get(id)) !== assignment.parties[id])
    .map((id) => [assignment.parties[id] ? "shouldGive" : "shouldGet", { name: nameOf(id) }]);
  if (terms.commitment !== assignment.commitment) found.push([assignment.commitment === "intent" ? "wasIntent" : "wasFirm", {}]);
  const day = deadlines[assignment.deadline];
  if (terms.deadline !== day) found.push(["wrongDeadline", { day: dayOf(day) }]);
  if (terms.first_contact !== assignment.contact) found.push(["wrongContact", { name: nameOf(assignment.contact) }]);
  if (terms.money_confirmed) found.push(["noMoney", {}]);
  return found;
}
