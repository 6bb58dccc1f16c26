/** The request does not fit into the context. */
export const OVERFLOW_TEXT =
  /context (length|window|size)|maximum context|prompt is too long|too many (input )?tokens (in|for)|(input|prompt) (is|token count|length|tokens?|contains).{0,60}(exceed|too long|too large)|exceeds? the (available )?context|input is too long|maximum (number of tokens|prompt length)|reduce the length of (the|your)|max_new_tokens.{0,20} must be <=/i;

/** One request alone is larger than the limit of a minute: waiting never helps. */
export const TOO_LARGE_TEXT = /request too large|payload too large|request entity too large/i;

/** The other side is short of capacity, whatever its code or status is. */
export const CAPACITY_TEXT =
  /overloaded|capacity exceeded|no capacity|at capacity|currently experiencing high demand|engine is busy|server (is )?busy/i;

/** Money or an allowance is used up: waiting a while does not help. */
export const QUOTA_TEXT =
  /exceeded (your|the|its) (current |monthly |daily )?quota|exceeded current quota|insufficient.{0,20}(credit|balance|fund|quota)|credit balance|requires more credits|out of credits|all available credits|any credits|monthly (spending|usage) limit|spend(ing)? (limit|cap)|plan and billing|billing|extra usage is required|account .{0,80}(suspended|not active|good standing)|quota exceeded for quota metric|余额不足|充值|欠费/i;

/** A rate that recovers by itself. */
export const RATE_TEXT =
  /rate[ -]?limit|per[ _-]?(second|minute|hour)|per min\b|\b(rpm|tpm|qps|rps)\b|too many (requests|tokens)|try again (in|after)|retry (in|after)|concurren|throttl|have exceeded your usage limits/i;

/** The key is wrong, though the status says that the request is. */
export const KEY_TEXT =
  /(api key|credentials?|token) (is |was )?(not valid|invalid|expired|not found)|invalid (api|authentication|subscription) key|incorrect api key/i;

/** A filter stopped the request. */
export const POLICY_TEXT =
  /content (management )?policy|requires moderation|was flagged|flagged for|safety system|data may contain inappropriate content/i;

/** The place is not served. */
export const REGION_TEXT =
  /(user )?location is not supported|not available in your (country|region)|country, region, or territory not supported/i;

/** Links name limits and billing in every message, and say nothing. */
export function withoutLinks(text: string): string {
  return text.replace(/https?:\/\/\S+/g, '');
}
