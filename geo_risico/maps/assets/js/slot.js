// A locked page: the passphrase makes the key, the key opens what lies in this file, and that takes the place of the page.
const form = document.getElementById("slot");
const field = document.getElementById("wachtzin");
const said = document.getElementById("melding");
const button = form.querySelector("button");

const bytes = (text) => Uint8Array.from(atob(text.trim()), (letter) => letter.charCodeAt(0));
const box = JSON.parse(document.getElementById("gegevens").textContent);

async function unlocked(passphrase) {
  const words = new TextEncoder().encode(passphrase.normalize("NFC"));
  const base = await crypto.subtle.importKey("raw", words, "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: bytes(box.salt), iterations: box.iterations };
  const key = await crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
  const closed = bytes(document.getElementById("inhoud").textContent);
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytes(box.iv) }, key, closed);
  const unpacked = new Blob([plain]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(unpacked).text();
}

function tell(text) {
  said.textContent = text;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (!field.value) {
    tell("Vul de wachtzin in.");
    field.focus();
    return;
  }
  button.disabled = true;
  tell("Bezig met openen.");
  try {
    const page = await unlocked(field.value);
    field.value = "";
    document.open();
    document.write(page);
    document.close();
  } catch (fault) {
    button.disabled = false;
    const isWrong = fault instanceof DOMException && fault.name === "OperationError";
    tell(
      isWrong
        ? "Dit is niet de goede wachtzin, of het bestand is veranderd. Let op hoofdletters en spaties."
        : "Deze browser kan het bestand niet openen. Gebruik een recente versie van Chrome, Edge of Firefox.",
    );
    field.select();
    field.focus();
  }
});

if (!globalThis.crypto?.subtle || !globalThis.DecompressionStream) {
  button.disabled = true;
  tell("Deze browser kan het bestand niet openen. Gebruik een recente versie van Chrome, Edge of Firefox.");
}
