using System.Text.Json;

namespace Compose.Testing;

/// <summary>One command of a script; which members are set depends on <see cref="Kind"/>.</summary>
public sealed class WastCommand
{
    private readonly JsonElement _json;

    internal WastCommand(JsonElement json)
    {
        _json = json;
        Kind = json.GetProperty("type").GetString() switch
        {
            "module" => WastCommandKind.Module,
            "module_definition" => WastCommandKind.ModuleDefinition,
            "module_instance" => WastCommandKind.ModuleInstance,
            "register" => WastCommandKind.Register,
            "action" => WastCommandKind.Action,
            "assert_return" => WastCommandKind.AssertReturn,
            "assert_trap" => WastCommandKind.AssertTrap,
            "assert_exhaustion" => WastCommandKind.AssertExhaustion,
            "assert_exception" => WastCommandKind.AssertException,
            "assert_invalid" => WastCommandKind.AssertInvalid,
            "assert_malformed" => WastCommandKind.AssertMalformed,
            "assert_unlinkable" => WastCommandKind.AssertUnlinkable,
            "assert_uninstantiable" => WastCommandKind.AssertUninstantiable,
            var other => throw new InvalidDataException($"command '{other}' is not known"),
        };
        Line = json.GetProperty("line").GetInt32();
        Action = json.TryGetProperty("action", out JsonElement action) ? new WastAction(action) : null;
        Expected = json.TryGetProperty("expected", out JsonElement expected) ? WastConst.List(expected) : [];
    }

    public WastCommandKind Kind { get; }

    /// <summary>Line in the script's source.</summary>
    public int Line { get; }

    /// <summary>Name that the module or instance gets; the instance that <c>register</c> means.</summary>
    public string? Name => Text("name");

    /// <summary>The import name that <c>register</c> gives.</summary>
    public string? As => Text("as");

    /// <summary>Name of the new instance of <c>module_instance</c>.</summary>
    public string? Instance => Text("instance");

    /// <summary>Name of the definition of <c>module_instance</c>.</summary>
    public string? Definition => Text("module");

    /// <summary>The binary to load, or null where there is only text (tests of the text format).</summary>
    public string? Binary => Text("module_type") == "text" ? Text("binary_filename") : Text("filename");

    /// <summary>The reference message of an assertion.</summary>
    public string? Message => Text("text");

    public WastAction? Action { get; }

    /// <summary>Expected results of <see cref="WastCommandKind.AssertReturn"/>.</summary>
    public IReadOnlyList<WastConst> Expected { get; }

    public override string ToString() => $"line {Line}: {_json.GetProperty("type").GetString()} {Action?.ToString() ?? Binary ?? Name}";

    private string? Text(string name) =>
        _json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
