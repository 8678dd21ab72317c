// Runs or serves a component with jco, giving it the folders and variables that are named and no others: left to itself,
// jco gives a guest the whole file system and environment. And it leaves the process that it starts alive when it is
// told to end. This is both the program that starts jco and the module that it imports (--jco-import) before the guest.
//   node jco-run.mjs JCO run [--dir HOST::GUEST]... [--env NAME=VALUE]... COMPONENT [ARGS...]
//   node jco-run.mjs JCO serve PORT COMPONENT
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";

const own = fileURLToPath(import.meta.url);
const isProgram = process.argv[1] === own;
await (isProgram ? start(...process.argv.slice(2)) : grant(JSON.parse(process.env.JCO_RUN_GRANTS)));

function start(jco, action, ...words) {
  const grants = { dirs: [], env: {} };
  const options = ["--jco-import", own];
  if (action === "serve") {
    options.push("--host", "127.0.0.1", "--port", words.shift(), "--isolate-requests", "instance");
  }
  while (words[0] === "--dir" || words[0] === "--env") {
    const [option, value] = words.splice(0, 2);
    const [name, ...rest] = value.split(option === "--dir" ? "::" : "=");
    option === "--dir" ? grants.dirs.push([name, rest.join("::")]) : (grants.env[name] = rest.join("="));
  }
  const child = spawn(jco, [action, ...options, words[0], "--", ...words.slice(1)], {
    stdio: "inherit",
    detached: true,
    env: { ...process.env, JCO_RUN_GRANTS: JSON.stringify(grants) },
  });
  process.on("SIGTERM", () => process.kill(-child.pid, "SIGTERM"));
  child.on("error", (error) => {
    console.error(String(error));
    process.exitCode = 70;
  });
  child.on("exit", (code, signal) => (process.exitCode = signal ? 143 : code));
}

// The shim is found from where jco's own script lies: this module lies elsewhere.
async function grant({ dirs, env }) {
  const from = createRequire(process.argv[1]);
  const load = (name) => import(pathToFileURL(from.resolve(`@bytecodealliance/preview2-shim/${name}`)).href);
  const { _clearPreopens, _addPreopen } = await load("filesystem");
  const { _setEnv } = await load("cli");
  _setEnv(env);
  _clearPreopens();
  for (const [host, guest] of dirs) {
    _addPreopen(guest, host);
  }
}
