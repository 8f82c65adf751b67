// package-lock.json without web addresses: hashes say what is meant, no host does. npm leaves out
// the download addresses by itself (.npmrc); where to sponsor an author is left out here.
import { readFileSync, writeFileSync } from "node:fs";

const FILE = "package-lock.json";
const lock = JSON.parse(readFileSync(FILE, "utf8"));
for (const part of Object.values(lock.packages)) delete part.funding;
writeFileSync(FILE, JSON.stringify(lock, null, 2) + "\n");
