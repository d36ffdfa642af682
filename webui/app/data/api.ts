// Requests to the appliance. A failed one throws ApiProblem, which says what happened and what to do about it; 401 also
// tells the session that it has ended.
import { words } from "../words";
import type { Problem, Session } from "./types";

export class ApiProblem extends Error {
  readonly problem: Problem;
  readonly retryAfter: number;
  constructor(problem: Problem, retryAfter = 0) {
    super(problem.title);
    this.problem = problem;
    this.retryAfter = retryAfter;
  }
}

const base = "/api/v1";
let csrfToken = "";
let onSessionEnd: () => void = () => undefined;

export function useToken(session: Session | null): void {
  csrfToken = session?.csrf_token ?? "";
}
export function whenSessionEnds(then: () => void): void {
  onSessionEnd = then;
}

function unreachable(): ApiProblem {
  const { unreachable: title, unreachableDetail: detail, unreachableRemedy: remedy } = words.state;
  return new ApiProblem({ type: "about:blank", title, status: 503, detail, remedy });
}

async function readProblem(response: Response): Promise<ApiProblem> {
  const retryAfter = Number(response.headers.get("retry-after") ?? 0);
  try {
    return new ApiProblem((await response.json()) as Problem, retryAfter);
  } catch {
    const title = words.state.failed;
    return new ApiProblem({ type: "about:blank", title, status: response.status, detail: response.statusText, remedy: "" }, retryAfter);
  }
}

export async function request<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const headers: Record<string, string> = { accept: "application/json" };
  if (body !== undefined) headers["content-type"] = "application/json";
  if (method !== "GET" && csrfToken) headers["x-csrf-token"] = csrfToken;
  const text = body === undefined ? null : JSON.stringify(body);
  let response: Response;
  try {
    response = await fetch(base + path, { method, headers, body: text, signal: signal ?? null, credentials: "same-origin" });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw unreachable();
  }
  if (!response.ok) {
    const problem = await readProblem(response);
    if (response.status === 401 && path !== "/session") onSessionEnd();
    throw problem;
  }
  if (response.status === 204) return undefined as T;
  try {
    return (await response.json()) as T;
  } catch (error) {
    if (signal?.aborted) throw error;
    throw unreachable(); // the answer broke off
  }
}

export const get = <T>(path: string, signal?: AbortSignal): Promise<T> => request<T>("GET", path, undefined, signal);
