import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { serveApi } from "./dev/recorded_api.mjs";

// scripts/ui: the API from recorded/*.json, in the same process.
const recordedAnswers = {
  name: "recorded-answers",
  configureServer(server) {
    server.middlewares.use((request, response, next) => {
      if (!serveApi(request, response)) next();
    });
  },
};

export default defineConfig({
  plugins: [react(), recordedAnswers],
  build: {
    outDir: process.env.PORTOLAN_UI_OUT ?? "../../build/ui",
    emptyOutDir: true,
    assetsInlineLimit: 0, // no data: addresses, the policy of the page forbids them for fonts and scripts
    modulePreload: { polyfill: false }, // it is an inline script
    reportCompressedSize: false,
    target: "es2022",
  },
  worker: { format: "es" },
  server: { host: "127.0.0.1", fs: { strict: true } },
});
