const SUFFIXES: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
  Ti: 1024 ** 4,
};

/** CPUs of a Kubernetes quantity such as `2`, `0.5` or `500m`; undefined when it is none. */
export function cpuQuantity(value: unknown): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(m?)$/u.exec(String(value));
  return match ? Number(match[1]) / (match[2] === 'm' ? 1000 : 1) : undefined;
}

/** Bytes of a Kubernetes quantity such as `2Gi`, `512M` or `1e9`; undefined when it is none. */
export function memoryQuantity(value: unknown): number | undefined {
  const match = /^(\d+(?:\.\d+)?(?:e\d+)?)(k|M|G|T|Ki|Mi|Gi|Ti)?$/u.exec(String(value));
  const factor = match ? SUFFIXES[match[2] ?? ''] : undefined;
  return match && factor !== undefined ? Math.floor(Number(match[1]) * factor) : undefined;
}
