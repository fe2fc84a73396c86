// What terminals read as colors, as classes. Everything else a terminal would obey is left out.

const ESCAPES = /\x1b(?:\[([0-?]*)[ -/]*([@-~])|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\^_])/g;
const OTHERS = /[\x00-\x08\x0b-\x1f\x7f]/g;

/** Reads lines one after the other: a color goes on until it is taken back. */
export class Ansi {
  #style = { bold: false, dim: false, italic: false, underline: false, fore: null, back: null };

  /** Returns the pieces of a line as pairs of class and text. */
  line(text) {
    const shown = text.slice(text.replace(/\r+$/, "").lastIndexOf("\r") + 1);
    const pieces = [];
    let from = 0;
    const add = (piece) => {
      const plain = piece.replace(OTHERS, "");
      if (plain) pieces.push([this.#classes(), plain]);
    };
    for (const match of shown.matchAll(ESCAPES)) {
      add(shown.slice(from, match.index));
      from = match.index + match[0].length;
      if (match[2] === "m") this.#apply(match[1]);
    }
    add(shown.slice(from));
    return pieces;
  }

  #apply(parameters) {
    const codes = parameters.split(/[;:]/).map(Number);
    for (let at = 0; at < codes.length; at += 1) {
      const code = codes[at], style = this.#style;
      if (code === 0) this.#style = { bold: false, dim: false, italic: false, underline: false, fore: null, back: null };
      else if (code === 1) style.bold = true;
      else if (code === 2) style.dim = true;
      else if (code === 3) style.italic = true;
      else if (code === 4) style.underline = true;
      else if (code === 22) style.bold = style.dim = false;
      else if (code === 23) style.italic = false;
      else if (code === 24) style.underline = false;
      else if (code >= 30 && code <= 37) style.fore = code - 30;
      else if (code >= 90 && code <= 97) style.fore = code - 82;
      else if (code === 39) style.fore = null;
      else if (code >= 40 && code <= 47) style.back = code - 40;
      else if (code >= 100 && code <= 107) style.back = code - 92;
      else if (code === 49) style.back = null;
      else if (code === 38 || code === 48) {
        const isShort = codes[at + 1] === 5;
        const color = isShort ? ofPalette(codes[at + 2]) : nearest(codes.slice(at + 2, at + 5));
        at += isShort ? 2 : 4;
        if (code === 38) style.fore = color;
        else style.back = color;
      }
    }
  }

  #classes() {
    const { bold, dim, italic, underline, fore, back } = this.#style;
    const names = [bold && "a-bold", dim && "a-dim", italic && "a-italic", underline && "a-underline"];
    if (fore !== null) names.push(`f-${fore}`);
    if (back !== null) names.push(`b-${back}`);
    return names.filter(Boolean).join(" ");
  }
}

/** Returns which of the sixteen colors is closest to one of the 256. */
function ofPalette(number) {
  if (!(number >= 16)) return number >= 0 ? number : 7;
  if (number >= 232) return nearest(Array(3).fill(8 + (number - 232) * 10));
  const cube = number - 16;
  return nearest([Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map((step) => (step ? 55 + step * 40 : 0)));
}

function nearest([red = 0, green = 0, blue = 0]) {
  const bright = Math.max(red, green, blue);
  if (bright < 60) return 0;
  const bits = [red, green, blue].reduce((sum, part, at) => sum + (part > bright / 2 ? 1 << at : 0), 0);
  if (bits === 7) return bright > 200 ? 15 : bright > 130 ? 7 : 8;
  return bits + (bright > 200 ? 8 : 0);
}
