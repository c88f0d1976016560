// Opens an audit report in a real Chromium, and prints what it sees as JSON.
//
// Arguments: the folder that holds node_modules, the browser, the report, and a folder for screenshots.

import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [modules, browserPath, report, pictures] = process.argv.slice(2);
const load = createRequire(join(resolve(modules), "package.json"));
const puppeteer = load("puppeteer-core");
const axe = readFileSync(load.resolve("axe-core/axe.min.js"), "utf8");

const browser = await puppeteer.launch({ executablePath: browserPath, args: ["--no-sandbox"] });
const seen = { errors: [], requests: [] };
try {
  const page = await browser.newPage();
  page.on("console", (message) => {
    if (["error", "warn"].includes(message.type())) seen.errors.push(message.text());
  });
  page.on("pageerror", (error) => seen.errors.push(String(error)));
  page.on("dialog", (dialog) => { seen.errors.push("dialog"); dialog.dismiss(); });
  page.on("request", (request) => {
    if (!request.url().startsWith("file:")) seen.requests.push(request.url());
  });
  await page.setViewport({ width: 1280, height: 900 });
  await page.goto(pathToFileURL(resolve(report)).href);

  const rows = () => page.$$eval("#leaks tbody tr", (all) => all.map((row) => ({ text: row.textContent, hidden: row.hidden })));
  const shown = async () => (await rows()).filter((row) => !row.hidden).length;
  seen.rows = (await rows()).length;
  seen.injected = await page.$$eval("main img, main script, main iframe, [onerror], [onload]", (all) => all.length);
  seen.controls = await page.$eval("#filters", (form) => !form.hidden);
  await page.select("#severity", "warning");
  seen.warnings = await shown();
  await page.select("#severity", "");
  await page.type("#search", "no leak holds these words");
  seen.nothing = await shown();
  await page.$eval("#search", (input) => { input.value = ""; input.dispatchEvent(new Event("input", { bubbles: true })); });
  seen.all = await shown();
  seen.articles = await page.$$eval("article", (all) => all.filter((it) => !it.hidden).length);
  seen.labels = await page.$$eval("article .label", (all) => all.map((it) => it.textContent));
  seen.link = await page.$$eval("#leaks tbody a", (all) => all.every((it) => document.querySelector(it.getAttribute("href"))));
  seen.suppressed = await page.$$eval("#suppressed tbody tr", (all) => all.map((row) => row.cells[4].textContent));
  await page.type("#search", "together/app.conf");
  seen.filtered = await page.$$eval("article", (all) => all.filter((it) => !it.hidden).length);
  await page.$eval("#search", (input) => { input.value = ""; input.dispatchEvent(new Event("input", { bubbles: true })); });
  await page.click("th:nth-child(2) button");
  const rules = () => page.$$eval("#leaks tbody tr", (all) => all.map((row) => row.cells[1].textContent));
  seen.ascending = await rules();
  await page.click("th:nth-child(2) button");
  seen.descending = await rules();
  seen.sort = await page.$eval("th:nth-child(2)", (header) => header.getAttribute("aria-sort"));

  // The page's own policy lets no other script in; the checker comes through the debugger.
  for (const scheme of ["light", "dark"]) {
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    await page.$$eval("details", (all) => all.slice(0, 2).forEach((it) => { it.open = true; }));
    await page.screenshot({ path: join(pictures, `${scheme}.png`), fullPage: true });
    await page.evaluate(axe);
    const found = await page.evaluate(() => globalThis.axe.run());
    seen[`axe_${scheme}`] = found.violations
      .filter((violation) => ["serious", "critical", "moderate"].includes(violation.impact))
      .map((violation) => `${violation.id}: ${violation.nodes[0].html}`);
  }
  await page.setViewport({ width: 390, height: 800 });
  await page.screenshot({ path: join(pictures, "narrow.png"), fullPage: true });
  seen.overflows = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  await page.pdf({ path: join(pictures, "print.pdf") });

  const still = await browser.newPage();
  await still.setJavaScriptEnabled(false);
  await still.goto(pathToFileURL(resolve(report)).href);
  seen.without_script = (await still.content()).includes("What to do:");
} finally {
  await browser.close();
}
console.log(JSON.stringify(seen));
