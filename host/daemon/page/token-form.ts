import { byId, setShown, setText } from './dom.js';

/** Of this tab alone, and gone with it. */
const KEY = 'switchyard-token';
const TOKEN = /^sy_[A-Za-z0-9_-]{43}$/;

export function keptToken(): string | undefined {
  return sessionStorage.getItem(KEY) ?? undefined;
}

export function forgetToken(): void {
  sessionStorage.removeItem(KEY);
}

/** Asks for a token. */
export class TokenForm {
  private readonly form = byId('token-form', HTMLFormElement);
  private readonly field = byId('token', HTMLInputElement);
  private readonly problem = byId('token-problem', HTMLElement);

  constructor(onToken: (token: string) => void) {
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      const token = this.field.value.trim();
      if (!TOKEN.test(token)) {
        this.complain('That is no token: they begin with sy_ and have 43 characters more.');
        return;
      }
      sessionStorage.setItem(KEY, token);
      this.field.value = '';
      this.complain('');
      onToken(token);
    });
  }

  show(problem = ''): void {
    setShown(this.form, true);
    this.complain(problem);
    this.field.focus();
  }

  hide(): void {
    setShown(this.form, false);
  }

  private complain(problem: string): void {
    setText(this.problem, problem);
    this.field.setAttribute('aria-invalid', String(problem !== ''));
  }
}
