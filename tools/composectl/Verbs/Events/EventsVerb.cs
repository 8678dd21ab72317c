using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Compose.CommandLine;

/// <summary><c>events [FILE] [--follow]</c>: what was told to a log, and what is being told.</summary>
internal static class EventsVerb
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    public static Command Create()
    {
        var file = new Argument<string?>("FILE") { Description = "A file of --events; without it, the log of the store (--events store).", Arity = ArgumentArity.ZeroOrOne };
        var follow = new Option<bool>("--follow") { Description = "Go on with what is appended, until interrupted." };
        var level = new Option<string?>("--level") { Description = "The least level to show: trace, info, warn or error.", HelpName = "LEVEL" };
        var command = new Command("events", "Show what happened, from a log of --events.") { file, follow, level };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            string path = Watchers.PathOf(parsed.GetValue(file) ?? Watchers.StoreLog, parsed);
            EventLevel least = parsed.GetValue(level) is { } text ? EventOutput.LevelOf(text, "--level") : EventLevel.Trace;
            using var stop = new CancellationTokenSource();
            Console.CancelKeyPress += (_, pressed) =>
            {
                pressed.Cancel = true;
                stop.Cancel();
            };
            return Show(invocation, path, least, parsed.GetValue(follow), stop.Token);
        }));
        return command;
    }

    private static int Show(Invocation invocation, string path, EventLevel least, bool follow, CancellationToken stop)
    {
        if (!follow && !File.Exists(path))
        {
            throw new ComposeException(ErrorCodes.Generic.InvalidInput, $"{path} cannot be read: there is no such file", null, "write one with --events FILE, or --events store");
        }

        while (!File.Exists(path))
        {
            if (stop.WaitHandle.WaitOne(s_pause))
            {
                return ExitCode.Ok;
            }
        }

        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var lines = new StreamReader(stream);
        int number = 0, damaged = 0;
        var partial = new System.Text.StringBuilder();
        while (!stop.IsCancellationRequested)
        {
            int read = lines.Read();
            if (read < 0)
            {
                invocation.Out.Flush();
                if (!follow || stop.WaitHandle.WaitOne(s_pause))
                {
                    break;
                }

                continue;
            }

            if (read != '\n')
            {
                partial.Append((char)read);
                continue;
            }

            number++;
            damaged += Line(invocation, partial.ToString(), least) ? 0 : 1;
            partial.Clear();
        }

        if (damaged > 0)
        {
            invocation.Say($"{damaged} of {number} lines are no events");
        }

        return ExitCode.Ok;
    }

    /// <summary>Shows one line; false if it is no event.</summary>
    private static bool Line(Invocation invocation, string line, EventLevel least)
    {
        JsonObject? happened;
        try
        {
            happened = JsonNode.Parse(line) as JsonObject;
        }
        catch (JsonException)
        {
            return false;
        }

        if (happened is null
            || happened["level"] is not JsonValue levelValue || !levelValue.TryGetValue(out string? name) || !EventJson.TryParseLevel(name, out EventLevel level)
            || happened["timestamp"] is not JsonValue timeValue || !timeValue.TryGetValue(out long time)
            || happened["message"] is not JsonValue messageValue || !messageValue.TryGetValue(out string? message))
        {
            return false;
        }

        if (level < least)
        {
            return true;
        }

        if (invocation.Format != Format.Text)
        {
            invocation.Out.WriteLine(line);
            return true;
        }

        string style = level switch
        {
            EventLevel.Error => "31",
            EventLevel.Warn => "33",
            EventLevel.Info => "32",
            _ => "2",
        };
        var context = (happened["context"] as JsonObject)?.Select(field => $"{field.Key}={Plain(field.Value)}") ?? [];
        invocation.Out.WriteLine($"{DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(time, 0, 253402300799999)):yyyy-MM-dd HH:mm:ss.fff} {Terminal.Paint(style, name.PadRight(5))} {Terminal.Printable(message)}  {Terminal.Paint("2", string.Join(' ', context))}");
        return true;
    }

    // Text of events may come from plans of strangers: no control character of it reaches the terminal.
    private static string Plain(JsonNode? value)
    {
        string text = value is JsonValue scalar && scalar.TryGetValue(out string? plain) ? plain : value?.ToJsonString() ?? "null";
        return Terminal.Printable(text.Contains(' ', StringComparison.Ordinal) ? $"\"{text}\"" : text);
    }
}
