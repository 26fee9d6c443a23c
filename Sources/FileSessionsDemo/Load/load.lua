-- What wrk sends: every request changes a session that is drawn at random; one of `logouts` ends it instead.
-- Arguments: the file of session ids, how many of them, the path, logouts (0 for none), a number to draw by.

local ids, path, logouts = {}, nil, 0

function init(arguments)
  local count = tonumber(arguments[2])
  for line in io.lines(arguments[1]) do
    ids[#ids + 1] = line
    if #ids == count then break end
  end
  path = arguments[3]
  logouts = tonumber(arguments[4])
  math.randomseed(os.time() * 65536 + tonumber(arguments[5]))
end

function request()
  local number = math.random(#ids)
  local ending = logouts > 0 and math.random(logouts) == 1
  return wrk.format("POST", path .. (ending and "/logout" or "") .. "?n=" .. (number - 1),
    { Cookie = "session=" .. ids[number] })
end

function done(summary, latency)
  local errors = summary.errors
  print(string.format(
    '{"requests":%d,"microseconds":%d,"p50":%d,"p99":%d,"statuses":%d,"failures":%d}',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), errors.status,
    errors.connect + errors.read + errors.write + errors.timeout))
end
