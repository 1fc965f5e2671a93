// An agreement as it is filled in: plain data, and the rules that the broker should hear of at the table. The server
// has the last word on all of them (services/agreements/domain/agreement.py).

import { uuid } from "/static/uuid.js";

export const MOST_PARTIES = 6;

/**
 * A sheet on which nothing has been written. `agreement` is what it will become: a sheet that is found after a reload
 * and has become one already is done with. `contact` is the number of the party that makes the first contact.
 */
export function blank(deadline) {
  const parties = [nobody(), nobody()];
  return { agreement: uuid(), parties, commitment: "firm", deadline, contact: 0, moneyConfirmed: false, change: null };
}

export function nobody() {
  return { participant: null, gives: "", listing: null };
}

/** A sheet with the terms of an agreement, as the server or the queue has them. `change` says what saving would do. */
export function filled(terms, change) {
  const parties = terms.parties.map(({ participant, gives, listing }) => ({ participant, gives: gives ?? "", listing: listing ?? null }));
  return {
    agreement: change.agreement,
    parties,
    commitment: terms.commitment,
    deadline: terms.deadline,
    contact: Math.max(0, parties.findIndex((party) => party.participant === terms.first_contact)),
    moneyConfirmed: terms.money_confirmed ?? false,
    change,
  };
}

/** The terms, as the server's API takes them. A party whose text is empty only receives. */
export function terms(sheet) {
  const parties = present(sheet).map(({ participant, gives, listing }) => ({
    participant,
    gives: gives.trim() || null,
    listing: gives.trim() ? listing : null,
  }));
  return {
    parties,
    commitment: sheet.commitment,
    deadline: sheet.deadline,
    first_contact: (sheet.parties[sheet.contact]?.participant ?? parties[0]?.participant) || null,
    money_confirmed: sheet.moneyConfirmed,
  };
}

export function present(sheet) {
  return sheet.parties.filter((party) => party.participant);
}

/** What keeps a sheet from being read back: the name of a sentence, or null. */
export function missing(sheet, today) {
  const here = present(sheet);
  if (here.length < 2) return "missingParty";
  if (sheet.commitment === "firm" && !here.some((party) => party.gives.trim())) return "missingGift";
  if (!sheet.deadline) return "missingDeadline";
  // What was tapped before today may have been due before today.
  if (!sheet.change && sheet.deadline < today) return "deadlinePassed";
  return null;
}

/** What a party can give: its own offers, and what the others need. { line, whose } with whose need it is, if any. */
export function offersOf(sheet, number, personOf) {
  const own = personOf(sheet.parties[number].participant);
  const offers = own.listings.filter((line) => line.kind === "offer").map((line) => ({ line, whose: null }));
  const others = present(sheet).filter((party) => party.participant !== own.id);
  const needs = others.flatMap(({ participant }) => {
    const whose = personOf(participant);
    return whose.listings.filter((line) => line.kind === "need").map((line) => ({ line, whose: whose.name }));
  });
  return [...offers, ...needs];
}

/**
 * Whether a party should be asked what it could give back: it receives from somebody, and nothing is written
 * (handbook, 'Spilleregler': 'Gi og få, eller bare gi').
 */
export function couldGiveBack(sheet, number) {
  const party = sheet.parties[number];
  return !party.gives.trim() && present(sheet).some((other) => other !== party && other.gives.trim());
}
