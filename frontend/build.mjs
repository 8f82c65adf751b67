/* Puts the front end together in src/heimveg/base/static/dist/: the theme, the style sheet, the
   script, the font and the icons. Nothing third-party is kept in the repository; all of it comes
   from node_modules, and its licences travel along in licences.txt. */

import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = dirname(HERE);
const MODULES = join(ROOT, "node_modules");
const DIST = join(ROOT, "src/heimveg/base/static/dist");

// Inter with both axes: weight, and optical size, which draws large headings finer.
const FONT_SUBSETS = ["inter-latin-opsz-normal", "inter-latin-ext-opsz-normal"];
const LICENCES = ["@digdir/designsystemet-css", "@digdir/designsystemet-web", "@fontsource-variable/inter", "@navikt/aksel-icons", "htmx.org"];

const read = (path) => readFileSync(path, "utf8");
const write = (name, text) => writeFileSync(join(DIST, name), text);
const own = (folder, ending) =>
  readdirSync(join(HERE, folder)).filter((name) => name.endsWith(ending)).sort().map((name) => read(join(HERE, folder, name)));

/* A source map that is not shipped would stop the static files' manifest. */
const withoutSourceMap = (text) => text.replace(/^\s*(\/\/|\/\*)[#@]\s*sourceMappingURL=.*$/gm, "");

/* The theme's custom properties, made by Designsystemet's command line from theme/heimveg.json. */
function theme() {
  const work = mkdtempSync(join(tmpdir(), "heimveg-theme-"));
  const cli = join(MODULES, "@digdir/designsystemet/dist/bin/designsystemet.js");
  const config = join(HERE, "theme/heimveg.json");
  const run = (...args) => execFileSync(process.execPath, [cli, "tokens", ...args, "--config", config], { cwd: work, stdio: ["ignore", "ignore", "inherit"] });
  try {
    run("create");
    run("build", "-t", "tokens", "-o", "built");
    return read(join(work, "built/heimveg.css")).replace(/^@charset.*$/m, "");
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/* The @font-face rules of the kept subsets, pointing at dist/fonts/. */
function fontFaces() {
  const rules = read(join(MODULES, "@fontsource-variable/inter/opsz.css")).match(/@font-face\s*{[^}]*}/g);
  return FONT_SUBSETS.map((subset) => {
    const rule = rules.find((text) => text.includes(`/${subset}.woff2`));
    if (!rule) throw new Error(`The font package has no subset ${subset}`);
    cpSync(join(MODULES, `@fontsource-variable/inter/files/${subset}.woff2`), join(DIST, `fonts/${subset}.woff2`));
    return rule.replace("./files/", "fonts/");
  }).join("\n");
}

function styleSheet() {
  return [
    '@charset "UTF-8";',
    "@layer elements, ds.theme, ds.base, ds.components, heimveg, print;",
    fontFaces(),
    theme(),
    read(join(MODULES, "@digdir/designsystemet-css/dist/src/index.css")).replace(/^@charset.*?;/, ""),
    ...own("css", ".css"),
  ].map(withoutSourceMap).join("\n");
}

function script() {
  return [
    read(join(MODULES, "@digdir/designsystemet-web/dist/umd/index.js")),
    read(join(MODULES, "htmx.org/dist/htmx.min.js")),
    ...own("js", ".js"),
  ].map(withoutSourceMap).join(";\n");
}

/* One sprite with the named icons; a template points at dist/icons.svg#name. */
function icons() {
  const symbols = Object.entries(JSON.parse(read(join(HERE, "icons.json")))).map(([name, file]) => {
    const source = read(join(MODULES, `@navikt/aksel-icons/dist/svg/${file}.svg`));
    const [, inner] = source.match(/<svg[^>]*>([\s\S]*)<\/svg>/);
    return `<symbol id="${name}" viewBox="0 0 24 24" fill="none">${inner.trim()}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`;
}

function licences() {
  return LICENCES.map((name) => {
    const about = JSON.parse(read(join(MODULES, name, "package.json")));
    const file = ["LICENSE", "LICENSE.md", "LICENCE"].map((each) => join(MODULES, name, each)).find(existsSync);
    return `${name} ${about.version} (${about.license})\n\n${file ? read(file) : ""}`;
  }).join("\n----\n\n");
}

/* The static files' manifest refuses a style sheet that points at a file that is not there. */
function refuseLostFiles(css) {
  for (const [, address] of css.matchAll(/url\(\s*["']?(?!data:|#)([^"')]+)["']?\s*\)/g)) {
    if (!existsSync(join(DIST, address))) throw new Error(`heimveg.css points at ${address}, which is not built`);
  }
}

rmSync(DIST, { recursive: true, force: true });
mkdirSync(join(DIST, "fonts"), { recursive: true });
cpSync(join(HERE, "img"), DIST, { recursive: true });
const css = styleSheet();
refuseLostFiles(css);
write("heimveg.css", css);
write("heimveg.js", script());
write("taken-along.js", read(join(HERE, "worker/taken-along.js")));
write("icons.svg", icons());
write("licences.txt", licences());
console.log(`Built ${readdirSync(DIST).join(", ")}`);
