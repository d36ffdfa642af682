import "@patternfly/react-core/dist/styles/base.css";
import "./app.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app";
import { SessionProvider } from "./data/session";
import { startTheme } from "./parts/theme";
import { words } from "./words";

document.documentElement.lang = words.language;
startTheme();
const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <SessionProvider><App /></SessionProvider>
    </StrictMode>,
  );
}
