/* Sums of the selected rows, exact: decimals are added as whole numbers of their last digit. */

const DIGITS = 6;

function scaled(text) {
  const [whole, fraction = ""] = text.replace("-", "").split(".");
  const number = BigInt(whole + fraction.padEnd(DIGITS, "0").slice(0, DIGITS));
  return text.startsWith("-") ? -number : number;
}

function plain(number) {
  const sign = number < 0n ? "-" : "";
  const digits = String(number < 0n ? -number : number).padStart(DIGITS + 1, "0");
  return `${sign}${digits.slice(0, -DIGITS)}.${digits.slice(-DIGITS)}`;
}

function words(total, unit) {
  const options = unit
    ? { style: "currency", currency: unit }
    : { maximumFractionDigits: DIGITS };
  // Given as text, the number is not rounded to a double on its way.
  return new Intl.NumberFormat(document.documentElement.lang, options).format(plain(total));
}

/** Put the sums of `rows` into the places that the list has for them. */
export function sums(list, rows) {
  for (const place of list.querySelectorAll("[data-list-sum]")) {
    const totals = new Map();
    for (const row of rows) {
      const cell = row.querySelector(`[data-sum="${place.dataset.listSum}"]`);
      if (!cell) continue;
      const { unit, value } = cell.dataset;
      totals.set(unit, (totals.get(unit) ?? 0n) + scaled(value));
    }
    place.hidden = totals.size === 0;
    place.querySelector("strong").textContent = [...totals].map(([unit, total]) => words(total, unit)).join(" · ");
  }
}
