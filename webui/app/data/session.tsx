// Who is signed in. `undefined` while it is not known yet.
import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from "react";
import { get, request, useToken as takeToken, whenSessionEnds } from "./api";
import { forgetAll } from "./resource";
import { onStreamState, startStream } from "./stream";
import type { Session } from "./types";

interface SessionState {
  session: Session | null | undefined;
  ended: boolean; // there was one, and it is over without our doing
  signIn: (user: string, password: string) => Promise<void>;
  signOut: () => Promise<void>;
}

const Context = createContext<SessionState | null>(null);

export function SessionProvider({ children }: { children: ReactNode }) {
  const [session, setSession] = useState<Session | null | undefined>(undefined);
  const [ended, setEnded] = useState(false);

  const take = useCallback((next: Session | null) => {
    takeToken(next);
    if (!next) forgetAll();
    setSession(next);
  }, []);
  useEffect(() => {
    whenSessionEnds(() => {
      setEnded(true);
      take(null);
    });
    get<Session>("/session").then(take, () => take(null));
  }, [take]);
  const signedIn = Boolean(session);
  useEffect(() => (signedIn ? startStream() : undefined), [signedIn]);
  // A browser does not say why a stream ended: ask whether it was the session.
  useEffect(() => onStreamState((state) => {
    if (state === "lost" && signedIn) void get("/status").catch(() => undefined);
  }), [signedIn]);

  const value = useMemo<SessionState>(() => ({
    session, ended,
    signIn: async (user, password) => {
      take(await request<Session>("POST", "/session", { user, password }));
      setEnded(false);
    },
    signOut: async () => {
      await request("DELETE", "/session").catch(() => undefined);
      setEnded(false);
      take(null);
    },
  }), [session, ended, take]);
  return <Context value={value}>{children}</Context>;
}

export function useSession(): SessionState {
  const state = useContext(Context);
  if (!state) throw new Error("useSession outside SessionProvider");
  return state;
}
