-- Removes some of what plans that are gone have left, or (with an instance) of one book. ARGV: how many people, instance or
-- ''. Answers 1 when there may be more, 0 when there is not.
local left = tonumber(ARGV[1])

local function clear(instance)
  for _, person in ipairs(redis.call('ZRANGE', base .. 'line:' .. instance, 0, left - 1)) do
    leave(instance, person)
    left = left - 1
  end
end

if ARGV[2] ~= '' then
  clear(ARGV[2])
  return left == 0 and 1 or 0
end
for _, id in ipairs(redis.call("SRANDMEMBER", base .. "gone", 10)) do
  for _, date in ipairs(redis.call('SMEMBERS', base .. 'books:' .. id)) do
    if left > 0 then
      clear(id .. date)
    end
  end
  if redis.call('EXISTS', base .. 'books:' .. id) == 0 then
    redis.call('SREM', base .. 'gone', id)
  end
end
return redis.call('EXISTS', base .. 'gone')
