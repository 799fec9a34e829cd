# Which deals a job is about: `deals` holds those named in FILES, one a line, or every tracked file with a `deal`
# block; `tested` those of them that carry tests. A file of parts is checked with the deal that imports it.
set -euo pipefail
deals=()
tested=()
while IFS= read -r file; do
  if [ -n "$file" ]; then deals+=("$file"); fi
done <<< "${FILES:-$(git ls-files -- '*.deal' | while IFS= read -r file; do
  if grep -q '^deal ' "$file"; then printf '%s\n' "$file"; fi
done)}"
if [ ${#deals[@]} -eq 0 ]; then
  echo 'there is no deal here: name files, or add one' >&2
  exit 2
fi
for file in "${deals[@]}"; do
  if grep -q '^test ' "$file"; then tested+=("$file"); fi
done
locked=()
if [ "${LOCKED:-false}" = true ]; then locked=(--locked); fi
