// Which screen an address shows. Each screen but the sign-in is loaded when it is first asked for.
import { lazy, Suspense } from "react";
import { Route, Switch } from "wouter";
import { useSession } from "./data/session";
import { Shell } from "./parts/shell";
import { Guard, LoadingState, NotFound } from "./parts/states";
import { SignIn } from "./screens/sign_in";

const Overview = lazy(() => import("./screens/overview"));
const Requirements = lazy(() => import("./screens/requirements"));
const Requirement = lazy(() => import("./screens/requirement"));
const Flows = lazy(() => import("./screens/flows"));
const Findings = lazy(() => import("./screens/findings"));
const Status = lazy(() => import("./screens/status"));

export function App() {
  const { session } = useSession();
  if (session === undefined) return null; // a moment: is there a session?
  if (session === null) return <SignIn />;
  return (
    <Shell session={session}>
      <Guard>
        <Suspense fallback={<LoadingState />}>
          <Switch>
            <Route path="/"><Overview /></Route>
            <Route path="/requirements"><Requirements /></Route>
            <Route path="/requirements/:id">{({ id }) => <Requirement id={id} />}</Route>
            <Route path="/flows"><Flows /></Route>
            <Route path="/findings"><Findings /></Route>
            <Route path="/status"><Status /></Route>
            <Route><NotFound /></Route>
          </Switch>
        </Suspense>
      </Guard>
    </Shell>
  );
}
