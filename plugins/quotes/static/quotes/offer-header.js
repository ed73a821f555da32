/* The header of an offer decides on prices: partner, terms of delivery, currency, tax. A change of
   it has the grid of lines ask the server again, as a change of a cell does. */

export default function connect(header) {
  const onChange = () => {
    header.closest("form")?.querySelector('[data-controller~="lines-editor"]')?.dispatchEvent(new Event("change"));
  };
  header.addEventListener("change", onChange);
  return () => header.removeEventListener("change", onChange);
}
