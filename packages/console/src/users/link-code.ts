import { useEffect, useState } from 'react';

/**
 * The code of a one-time link stands behind `#`, where it reaches no server log. It is taken out of the address, so
 * that it stays in no history either. A link that is opened where the page already stands counts as well.
 */
export function useLinkCode(): string {
  const [code, setCode] = useState(codeOfAddress);
  useEffect(() => {
    const take = (): void => {
      const next = codeOfAddress();
      if (next === '') return;
      setCode(next);
      history.replaceState(history.state, '', location.pathname + location.search);
    };
    take();
    addEventListener('hashchange', take);
    return () => removeEventListener('hashchange', take);
  }, []);
  return code;
}

function codeOfAddress(): string {
  return decodeURIComponent(location.hash.slice(1));
}
