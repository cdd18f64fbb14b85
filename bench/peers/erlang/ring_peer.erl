%% The Erlang peer of the ring bench: one round, alone in its node. Prints one line of JSON,
%% {"nsAMessage": ..., "sum": ...}, and fails when what was read is not what was written.
%%
%% One process builds each message, nine float64 as msgpack in 82 bytes, and sends it, alone or in a
%% list of --batch; another matches three of the fields and adds them. A mailbox has no bound, so the
%% reader acknowledges every 4096 messages, and the writer is at most two such windows ahead. The
%% node ends by itself: a run that takes a minute is aborted.
-module(ring_peer).
-export([main/0]).

-define(WINDOW, 4096).
-define(ABORT_AFTER_MS, 60000).
%% Beyond it the sum of what was read is no longer exact.
-define(MESSAGES_MAX, 50000000).
%% Words. Room for a window of messages without a collection.
-define(HEAP_WORDS, 1 bsl 18).

main() ->
    spawn(fun() -> timer:sleep(?ABORT_AFTER_MS), fail("a run ends within a minute") end),
    try
        run(options(init:get_plain_arguments(), #{batch => 1, messages => 1000000, warmup => 100000}))
    catch
        throw:Reason -> fail(Reason)
    end.

run(#{batch := Batch, messages := Messages, warmup := WarmUp})
  when Messages rem Batch =:= 0, WarmUp rem Batch =:= 0, ?WINDOW rem Batch =:= 0 ->
    Total = WarmUp + Messages,
    Main = self(),
    Options = [{message_queue_data, off_heap}, {min_heap_size, ?HEAP_WORDS}, link],
    spawn_opt(
      fun() ->
              Reader = self(),
              Writer = spawn_opt(fun() -> write(Reader, 0, Total, Batch, 2 * ?WINDOW) end, Options),
              Warm = read(Writer, Batch, 0, WarmUp, 0.0),
              From = erlang:monotonic_time(nanosecond),
              Sum = read(Writer, Batch, WarmUp, Total, Warm),
              Main ! {erlang:monotonic_time(nanosecond) - From, Sum}
      end,
      Options),
    receive
        {Ns, Sum} ->
            %% Fields 1, 4 and 8 of message i are i + 1, i + 4 and i + 8.
            Expected = 3 * (Total * (Total - 1) div 2) + 13 * Total,
            trunc(Sum) =:= Expected orelse throw("every message is read once: the sum is wrong"),
            io:format("{\"nsAMessage\": ~.4f, \"sum\": ~w}~n", [Ns / Messages, trunc(Sum)]),
            halt(0)
    end;
run(_) ->
    throw("messages, warm-up and 4096 are whole batches").

%% Room is how many messages may be sent before the next acknowledgement.
write(_, Total, Total, _, _) ->
    ok;
write(Reader, I, Total, Batch, 0) ->
    receive ack -> write(Reader, I, Total, Batch, ?WINDOW) end;
write(Reader, I, Total, 1, Room) ->
    Reader ! message(float(I)),
    write(Reader, I + 1, Total, 1, Room - 1);
write(Reader, I, Total, Batch, Room) ->
    Reader ! messages(I, I + Batch),
    write(Reader, I + Batch, Total, Batch, Room - Batch).

messages(To, To) -> [];
messages(I, To) -> [message(float(I)) | messages(I + 1, To)].

message(F) ->
    <<16#99,
      16#CB, F:64/float, 16#CB, (F + 1):64/float, 16#CB, (F + 2):64/float,
      16#CB, (F + 3):64/float, 16#CB, (F + 4):64/float, 16#CB, (F + 5):64/float,
      16#CB, (F + 6):64/float, 16#CB, (F + 7):64/float, 16#CB, (F + 8):64/float>>.

read(_, _, To, To, Sum) ->
    Sum;
read(Writer, 1, Seen, To, Sum) ->
    receive
        Message when is_binary(Message) ->
            acknowledge(Writer, Seen + 1),
            read(Writer, 1, Seen + 1, To, add(Message, Sum))
    end;
read(Writer, Batch, Seen, To, Sum) ->
    receive
        Messages when is_list(Messages) ->
            acknowledge(Writer, Seen + Batch),
            read(Writer, Batch, Seen + Batch, To, add_all(Messages, Sum))
    end.

acknowledge(Writer, Seen) when Seen rem ?WINDOW =:= 0 -> Writer ! ack;
acknowledge(_, _) -> ok.

add_all([], Sum) -> Sum;
add_all([Message | Messages], Sum) -> add_all(Messages, add(Message, Sum)).

%% Fields 1, 4 and 8, without a look at their tags.
add(<<_:11/binary, Low:64/float, _:19/binary, Middle:64/float, _:28/binary, High:64/float>>, Sum) ->
    Sum + (Low + Middle + High).

options([], Options) -> Options;
options(["--messages", Text | Rest], Options) -> options(Rest, Options#{messages := number(Text)});
options(["--warm-up", Text | Rest], Options) -> options(Rest, Options#{warmup := number(Text)});
options(["--batch", Text | Rest], Options) -> options(Rest, Options#{batch := number(Text)});
options([Name | _], _) -> throw("there is no option " ++ Name).

number(Text) ->
    case string:to_integer(Text) of
        {Number, []} when Number >= 1, Number =< ?MESSAGES_MAX -> Number;
        _ -> throw("a number is 1 to 50000000: current is " ++ Text)
    end.

fail(Reason) ->
    io:format(standard_error, "~s~n", [Reason]),
    halt(1).
