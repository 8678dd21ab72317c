using System.Text.Json;

namespace Compose.Testing;

/// <summary>A call of an exported function, or a read of an exported global.</summary>
public sealed class WastAction
{
    internal WastAction(JsonElement json)
    {
        IsGet = json.GetProperty("type").GetString() == "get";
        Module = json.TryGetProperty("module", out JsonElement module) ? module.GetString() : null;
        Field = json.GetProperty("field").GetString()!;
        Arguments = json.TryGetProperty("args", out JsonElement arguments) ? WastConst.List(arguments) : [];
    }

    /// <summary>Read a global; else call a function.</summary>
    public bool IsGet { get; }

    /// <summary>Name of the instance; null is the current one.</summary>
    public string? Module { get; }

    /// <summary>Name of the export.</summary>
    public string Field { get; }

    public IReadOnlyList<WastConst> Arguments { get; }

    public override string ToString() => (Module is null ? string.Empty : Module + ".") + Field + "(" + string.Join(", ", Arguments) + ")";
}
