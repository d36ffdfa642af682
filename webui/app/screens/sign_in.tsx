// Which box is this, and who are you.
import { Alert, Button, Card, CardBody, Form, FormGroup, InputGroup, InputGroupItem, TextInput, Title } from "@patternfly/react-core";
import EyeIcon from "@patternfly/react-icons/dist/esm/icons/eye-icon";
import EyeSlashIcon from "@patternfly/react-icons/dist/esm/icons/eye-slash-icon";
import { useEffect, useRef, useState, type FormEvent } from "react";
import { ApiProblem, get } from "../data/api";
import { useSession } from "../data/session";
import type { Box, Problem } from "../data/types";
import { Logo } from "../parts/logo";
import { words } from "../words";

function Fingerprint({ value }: { value: string }) {
  if (!value) return <p className="quiet">{words.signIn.noFingerprint}</p>;
  const pairs = value.split(":");
  const lines = [0, 8, 16, 24].map((from) => pairs.slice(from, from + 8).join(" "));
  return (
    <>
      <code className="fingerprint">{lines.map((line) => <span key={line}>{line} </span>)}</code>
      <p className="quiet">{words.signIn.fingerprintHelp}</p>
    </>
  );
}

function useBox(): Box | null {
  const [box, setBox] = useState<Box | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    get<Box>("/box", abort.signal).then(setBox, () => undefined);
    return () => abort.abort();
  }, []);
  return box;
}

export function SignIn() {
  const { signIn, ended } = useSession();
  const box = useBox();
  const [user, setUser] = useState("");
  const [password, setPassword] = useState("");
  const [plain, setPlain] = useState(false);
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [missing, setMissing] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    document.title = `${words.signIn.title} · ${box?.name ?? words.product}`;
  }, [box]);
  useEffect(() => field.current?.focus(), []);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setMissing(!user || !password);
    setProblem(null);
    if (!user || !password) return;
    setWorking(true);
    try {
      await signIn(user, password);
    } catch (error) {
      setProblem(error instanceof ApiProblem ? error.problem : null);
      setPassword("");
      setWorking(false);
    }
  };
  return (
    <div className="sign-in">
      <main className="sign-in-main" id="main" tabIndex={-1}>
        <div className="sign-in-brand"><Logo size={56} /><div><p className="sign-in-product">{words.product}</p><p>{words.tagline}</p></div></div>
        <Card className="sign-in-card" isLarge>
          <CardBody>
            <Title headingLevel="h1" size="2xl">{box?.name ?? words.signIn.title}</Title>
            {ended && !problem && <Alert component="h2" variant="info" isInline isPlain title={words.signIn.ended} className="sign-in-alert" />}
            <div aria-live="assertive">
              {problem && <Alert component="h2" variant="danger" isInline title={problem.title} className="sign-in-alert">{problem.detail}{problem.remedy ? `; ${problem.remedy}` : ""}</Alert>}
              {missing && <Alert component="h2" variant="warning" isInline title={words.signIn.required} className="sign-in-alert" />}
            </div>
            <Form onSubmit={(event) => void submit(event)} className="sign-in-form" noValidate>
              <FormGroup label={words.signIn.user} fieldId="user" isRequired>
                <TextInput id="user" ref={field} name="user" autoComplete="username" autoCapitalize="none" spellCheck={false} isRequired maxLength={64} value={user} onChange={(_, value) => setUser(value)} />
              </FormGroup>
              <FormGroup label={words.signIn.password} fieldId="password" isRequired>
                <InputGroup>
                  <InputGroupItem isFill>
                    <TextInput id="password" name="password" type={plain ? "text" : "password"} autoComplete="current-password" isRequired maxLength={512} value={password} onChange={(_, value) => setPassword(value)} />
                  </InputGroupItem>
                  <InputGroupItem>
                    <Button variant="control" aria-label={plain ? words.signIn.hidePassword : words.signIn.showPassword} icon={plain ? <EyeSlashIcon /> : <EyeIcon />} onClick={() => setPlain(!plain)} />
                  </InputGroupItem>
                </InputGroup>
              </FormGroup>
              <Button type="submit" isBlock isLoading={working} isDisabled={working} spinnerAriaValueText={words.signIn.working}>{words.signIn.submit}</Button>
            </Form>
          </CardBody>
        </Card>
        {box && (
          <section className="sign-in-box" aria-label={words.signIn.fingerprint}>
            <h2>{words.signIn.fingerprint}</h2>
            <Fingerprint value={box.fingerprint} />
            <p className="quiet">{words.signIn.version(box.version)}</p>
          </section>
        )}
      </main>
    </div>
  );
}
