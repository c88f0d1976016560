"use strict";
(() => {
  const table = document.getElementById("leaks");
  const form = document.getElementById("filters");
  if (!table || !form) return;
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const articles = new Map();
  for (const article of document.querySelectorAll("article")) {
    for (const leak of article.dataset.leaks.split(" ")) articles.set(leak, article);
  }
  const texts = new Map(rows.map((row) => {
    const article = articles.get(row.dataset.leak);
    return [row, (row.textContent + " " + article.textContent).toLowerCase()];
  }));
  const [search, severity, state, shown] = ["search", "severity", "state", "shown"].map((id) => document.getElementById(id));

  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    const wanted = new Set();
    for (const row of rows) {
      const fits = (!severity.value || row.dataset.severity === severity.value)
        && (!state.value || row.dataset.state === state.value)
        && words.every((word) => texts.get(row).includes(word));
      row.hidden = !fits;
      if (!fits) continue;
      count += 1;
      wanted.add(articles.get(row.dataset.leak));
    }
    for (const article of articles.values()) article.hidden = !wanted.has(article);
    shown.textContent = count + " of " + rows.length + " shown";
  };

  const sort = (header, column) => {
    const ascending = header.getAttribute("aria-sort") !== "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", ascending ? "ascending" : "descending");
    const key = header.dataset.key;
    const of = (row) => (key ? Number(row.dataset[key]) : row.cells[column].textContent);
    const compare = (a, b) => (key ? of(a) - of(b) : of(a).localeCompare(of(b)));
    rows.sort((a, b) => (ascending ? compare(a, b) : compare(b, a)) || a.dataset.leak - b.dataset.leak);
    body.append(...rows);
  };

  Array.from(table.tHead.rows[0].cells).forEach((header, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = header.textContent;
    button.addEventListener("click", () => sort(header, column));
    header.replaceChildren(button);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", filter);
  form.hidden = false;
  filter();
})();
