using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Compose.CommandLine;

/// <summary>
/// What one run of the program writes to: answers to standard output in the format asked for, everything else to
/// standard error. Verbs return exit codes through it, so that they are the same everywhere.
/// </summary>
internal sealed class Invocation
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly ErrorRenderer _renderer;

    public Invocation(ParseResult parsed)
    {
        Parsed = parsed;
        Format = parsed.GetValue(GlobalOptions.Json) ? Format.Json : parsed.GetValue(GlobalOptions.Format);
        _renderer = new ErrorRenderer(ReadSource, Terminal.ErrorHasColor);
    }

    public ParseResult Parsed { get; }

    public Format Format { get; }

    /// <summary>Who watches what the verb does.</summary>
    public Observer Observer { get; private set; } = Observer.None;

    public TextWriter Out { get; } = Console.Out;

    public TextWriter Error { get; } = Console.Error;

    /// <summary>Progress and explanations: to standard error, and only to people.</summary>
    public void Say(string line)
    {
        if (Format == Format.Text)
        {
            Error.WriteLine(line);
        }
    }

    /// <summary>Tells what went wrong beside the work, from any thread: a line of standard error, or one as JSON.</summary>
    public void Note(string line)
    {
        lock (this)
        {
            Error.WriteLine(Format == Format.Text ? "warning: " + line : new JsonObject { ["event"] = "warning", ["message"] = line }.ToJsonString());
        }
    }

    /// <summary>Writes the answer of a verb that succeeded; warnings go to standard error or into the document.</summary>
    public int Succeed(JsonObject document, Action<TextWriter> text, IReadOnlyList<ComposeError>? warnings = null) =>
        Answer(document, text, warnings ?? [], ExitCode.Ok);

    /// <summary>Writes the answer of a verb whose exit code says what it found.</summary>
    public int Conclude(JsonObject document, Action<TextWriter> text, int code) => Answer(document, text, [], code);

    /// <summary>Reports errors; the exit code tells what kind the worst of them is.</summary>
    public int Fail(IReadOnlyList<ComposeError> errors, JsonObject? document = null)
    {
        int code = ExitCode.Of(errors);
        if (Format != Format.Text)
        {
            return Answer(document ?? [], _ => { }, errors, code);
        }

        Error.Write(_renderer.Render(errors));
        int count = errors.Count(error => !error.IsWarning);
        if (count > 1)
        {
            Error.WriteLine($"{count} errors");
        }

        return code;
    }

    /// <summary>Shows errors and warnings to people, whatever the verb came to.</summary>
    public void Show(IReadOnlyList<ComposeError> errors) => Error.Write(_renderer.Render(errors));

    /// <summary>Shows warnings to people, whatever the format: they are talk, not the answer.</summary>
    public void Warn(IEnumerable<ComposeError> warnings) => Show([.. warnings]);

    /// <summary>Writes a document with its errors, for verbs whose exit code is not ours.</summary>
    public void Report(JsonObject document, IReadOnlyList<ComposeError> errors, int code) => Answer(document, _ => { }, errors, code);

    /// <summary>Runs the body of a verb; what it throws is reported.</summary>
    public static int Run(ParseResult parsed, Func<Invocation, int> body)
    {
        var invocation = new Invocation(parsed);
        try
        {
            using Watchers watchers = Watchers.Open(parsed);
            invocation.Observer = watchers.Observer;
            int code = body(invocation);
            if (watchers.Complaint is { } complaint)
            {
                invocation.Show([complaint]);
            }

            return code;
        }
        catch (ComposeException failure)
        {
            return invocation.Fail(failure.Errors);
        }
        catch (IOException failure) when (failure is not FileNotFoundException)
        {
            return invocation.Fail([new ComposeError(ErrorCodes.Generic.InvalidInput, failure.Message, null, "check the path and the permissions")]);
        }
        catch (UnauthorizedAccessException failure)
        {
            return invocation.Fail([new ComposeError(ErrorCodes.Generic.InvalidInput, failure.Message, null, "check the path and the permissions")]);
        }
    }

    private int Answer(JsonObject document, Action<TextWriter> text, IReadOnlyList<ComposeError> errors, int code)
    {
        if (Format == Format.Text)
        {
            if (errors.Count > 0)
            {
                Error.Write(_renderer.Render(errors));
            }

            text(Out);
        }
        else
        {
            var answer = new JsonObject { ["ok"] = code == ExitCode.Ok };
            foreach ((string key, JsonNode? value) in document.ToList())
            {
                document.Remove(key);
                answer[key] = value;
            }

            if (errors.Count > 0)
            {
                answer["errors"] = ErrorJson.Of(errors);
            }

            Out.Write(Format == Format.Json ? answer.ToJsonString(s_json) + "\n" : TomlText.Write(answer));
        }

        Out.Flush();
        return code;
    }

    private static string? ReadSource(string path)
    {
        try
        {
            var file = new FileInfo(path);
            return file.Exists && file.Length < 4 << 20 ? File.ReadAllText(path) : null;
        }
        catch (IOException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }
}
