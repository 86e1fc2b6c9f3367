-- The instances that somebody comes to. ARGV: person. Those of plans that are gone are left out.
local answer = {}
for _, instance in ipairs(redis.call('SMEMBERS', base .. 'replies:' .. ARGV[1])) do
  if redis.call('EXISTS', base .. 'p:' .. string.sub(instance, 1, 22)) == 1 then
    answer[#answer + 1] = instance
  end
end
return answer
