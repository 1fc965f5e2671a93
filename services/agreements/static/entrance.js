// Whoever can run the app becomes a broker there. The plain page stays for those who ask for it: /megler/…?enkel

const { pathname, search, hash } = location;
if (!new URLSearchParams(search).has("enkel")) location.replace(`${pathname}/app${hash}`);
