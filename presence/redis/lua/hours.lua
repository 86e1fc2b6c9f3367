-- Adds the present counts to this hour's averages. KEYS: sampled, facets, languages, and two that only begin keys: of
-- counts by facet, and of hours by language. ARGV: time between samples, of the averages without a sample (ms), and
-- how many languages at most. Answers how many were sampled.
if not redis.call('SET', KEYS[1], '1', 'NX', 'PX', ARGV[1]) then
  return 0
end
local seconds = tonumber(redis.call('TIME')[1])
local hours = math.floor(seconds / 3600)
local day, hour = math.floor(hours / 24), hours % 24
for _, facet in ipairs(redis.call('SMEMBERS', KEYS[2])) do
  if string.sub(facet, 1, 2) == 'n.' and redis.call('SCARD', KEYS[3]) < tonumber(ARGV[3]) then
    redis.call('SADD', KEYS[3], string.sub(facet, 3))
  end
end
-- Who had natives once may have none now: that is a sample too.
local languages = redis.call('SMEMBERS', KEYS[3])
for _, language in ipairs(languages) do
  local count = 0
  for _, n in ipairs(redis.call('HVALS', KEYS[4] .. 'n.' .. language)) do
    count = count + tonumber(n)
  end
  local sum, samples, last = 0, 0, -1
  local kept = redis.call('HGET', KEYS[5] .. language, hour)
  if kept then
    local a, b, c = string.match(kept, '^(%S+) (%S+) (%S+)$')
    sum, samples, last = tonumber(a), tonumber(b), tonumber(c)
  end
  if last ~= day then
    sum, samples = sum / 2, samples / 2
  end
  redis.call('HSET', KEYS[5] .. language, hour, string.format('%.6f %.6f %.0f', sum + count, samples + 1, day))
  redis.call('PEXPIRE', KEYS[5] .. language, ARGV[2])
end
redis.call('PEXPIRE', KEYS[3], ARGV[2])
return #languages
