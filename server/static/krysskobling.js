// Reads the header of a CSV file in the browser and puts it in the form. The file field has no name, so the file
// itself is never sent, and whatever is pasted is cut to its first line before it is.
(() => {
  "use strict";
  const form = document.getElementById("krysskobling");
  const box = document.getElementById("kolonner");
  const chooser = document.getElementById("fil");
  const status = document.getElementById("fil-lest");
  const HEADER_BYTES = 65536;

  // The first record: up to a line end that does not stand between quotation marks.
  const firstRecord = (text) => text.replace(/^\uFEFF?[\r\n]*/, "").match(/^(?:[^"\r\n]|"(?:[^"]|"")*"?)*/)[0];

  const encodingOf = (bytes) => {
    if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
    if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
    return "utf-8";
  };

  // The end of what was read may lie within a character, so only the first line is decoded strictly.
  const decode = (bytes) => {
    const encoding = encodingOf(bytes);
    const end = bytes.findIndex((byte) => byte === 10 || byte === 13);
    const line = encoding === "utf-8" && end >= 0 ? bytes.subarray(0, end) : bytes;
    try {
      new TextDecoder(encoding, { fatal: true }).decode(line, { stream: true });
      return new TextDecoder(encoding).decode(bytes);
    } catch {
      return new TextDecoder("windows-1252").decode(bytes);
    }
  };

  const read = async (file) => {
    const bytes = new Uint8Array(await file.slice(0, HEADER_BYTES).arrayBuffer());
    box.value = firstRecord(decode(bytes));
    status.textContent = `${status.dataset.lest} ${file.name}`;
    chooser.value = "";
    box.focus();
  };

  document.getElementById("filvalg").hidden = false;
  chooser.addEventListener("change", () => chooser.files.length && read(chooser.files[0]));
  box.addEventListener("dragover", (event) => event.preventDefault());
  box.addEventListener("drop", (event) => {
    const [file] = event.dataTransfer.files;
    if (!file) return;
    event.preventDefault();
    read(file);
  });
  form.addEventListener("submit", () => { box.value = firstRecord(box.value); });
})();
