/** Letters as one compares them: without case, accents and signs; æ, ø and å are letters, and aa is å. */
export function norwegian(text) {
  const plain = text.normalize("NFC").toLocaleLowerCase("nb").replaceAll("aa", "å").replaceAll("ä", "æ").replaceAll("ö", "ø");
  return [...plain]
    .map((letter) => ("æøå".includes(letter) ? letter : letter.normalize("NFD").replace(/\p{M}/gu, "")))
    .join("")
    .replace(/[^\p{L}\d]+/gu, " ")
    .trim();
}
