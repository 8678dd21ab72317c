using System.CommandLine;
using System.Text.Json.Nodes;
using Compose.Wit;
using Compose.Wit.Evolution;

namespace Compose.CommandLine;

/// <summary><c>wit check OLD NEW</c>: does the new version keep what the version number promises?</summary>
internal static class WitCheckVerb
{
    public static Command Create()
    {
        Argument<string> old = WitVerbs.Source("OLD"), @new = WitVerbs.Source("NEW");
        Option<string[]> features = WitVerbs.Features();
        Option<bool> all = WitVerbs.AllFeatures();
        var command = new Command("check", "Is NEW a version of OLD that its number allows? Exit code 1 if not.") { old, @new, features, all };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            WitOptions options = WitVerbs.Options(parsed, features, all);
            var evolution = WitEvolution.Check(
                WitVerbs.Load(parsed.GetRequiredValue(old), options), WitVerbs.Load(parsed.GetRequiredValue(@new), options));
            if (evolution.IsCompatible)
            {
                return invocation.Succeed(Document(evolution), text => Write(text, evolution));
            }

            if (invocation.Format == Format.Text)
            {
                Write(invocation.Out, evolution);
                invocation.Out.Flush();
            }

            return invocation.Fail([Error(evolution)], Document(evolution));
        }));
        return command;
    }

    private static ComposeError Error(WitEvolution evolution)
    {
        if (evolution.Refusal is { } refusal)
        {
            return new ComposeError(ErrorCodes.Wit.Incompatible, refusal, null, "name the older version first");
        }

        string allowed = evolution.Declared is { } declared
            ? $"{evolution.Old.Version} → {evolution.New.Version} allows {Allowed(declared)}"
            : "without versions only additions are allowed";
        return new ComposeError(
            ErrorCodes.Wit.Incompatible,
            $"the changes need a {Word(evolution.Required)} version; {allowed}",
            null,
            evolution.NextVersion is { } next ? $"call it {next}, or take the changes back" : "take the changes back");
    }

    private static string Allowed(ChangeLevel level) => level switch
    {
        ChangeLevel.None => "no change",
        ChangeLevel.Patch => "patches only",
        ChangeLevel.Minor => "additions only",
        _ => "everything",
    };

    private static string Word(ChangeLevel level) => level.ToString().ToLowerInvariant();

    private static void Write(TextWriter text, WitEvolution evolution)
    {
        foreach (WitChange change in evolution.Changes)
        {
            text.WriteLine($"{Word(change.Level),-5}  {change.Path}: {change.Message}");
            Place(text, "old", change.Old);
            Place(text, "new", change.New);
            if (change.Hint is not null)
            {
                text.WriteLine($"       hint: {change.Hint}");
            }
        }

        text.WriteLine($"{evolution.Old} → {evolution.New}: requires {Word(evolution.Required)}, declares {(evolution.Declared is { } declared ? Word(declared) : "no version")}: {(evolution.IsCompatible ? "compatible" : "not compatible")}");
    }

    private static void Place(TextWriter text, string which, ErrorLocation? place)
    {
        if (place is not null)
        {
            text.WriteLine($"       {which}: {place}");
        }
    }

    private static JsonObject Document(WitEvolution evolution)
    {
        var changes = new JsonArray();
        foreach (WitChange change in evolution.Changes)
        {
            var json = new JsonObject { ["level"] = Word(change.Level), ["path"] = change.Path, ["message"] = change.Message };
            Add(json, "old", change.Old);
            Add(json, "new", change.New);
            if (change.Hint is not null)
            {
                json["hint"] = change.Hint;
            }

            changes.Add((JsonNode)json);
        }

        return new JsonObject
        {
            ["old"] = evolution.Old.ToString(),
            ["new"] = evolution.New.ToString(),
            ["required"] = Word(evolution.Required),
            ["declared"] = evolution.Declared is { } declared ? Word(declared) : null,
            ["compatible"] = evolution.IsCompatible,
            ["changes"] = changes,
        };
    }

    private static void Add(JsonObject json, string key, ErrorLocation? place)
    {
        if (place is not null)
        {
            json[key] = new JsonObject { ["file"] = place.File, ["line"] = place.Line, ["column"] = place.Column };
        }
    }
}
