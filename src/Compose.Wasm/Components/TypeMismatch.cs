using System.Text;

namespace Compose.Wasm.Components;

/// <summary>
/// Why one type may not stand where another is asked for: the way from the outermost type to the first place where
/// they differ, and both sides there in the notation of WIT.
/// </summary>
/// <param name="Path">From the outside in: <c>export `get`</c>, <c>parameter `key`</c>, <c>field `id`</c> …</param>
/// <param name="Reason">What is wrong at that place.</param>
/// <param name="Expected">What is asked for there.</param>
/// <param name="Actual">What is given there; empty if nothing is.</param>
/// <param name="Hint">What to do about it, or null.</param>
public sealed record TypeMismatch(IReadOnlyList<string> Path, string Reason, string Expected, string Actual, string? Hint = null)
{
    /// <summary><c>export `a` → parameter `b`: reason: expected …, found …</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        for (var i = 0; i < Path.Count; i++)
        {
            text.Append(i == 0 ? string.Empty : " → ").Append(Path[i]);
        }

        text.Append(Path.Count == 0 ? string.Empty : ": ").Append(Reason);
        if (Expected.Length > 0)
        {
            text.Append(": expected `").Append(Expected).Append('`');
            text.Append(Actual.Length > 0 ? $", found `{Actual}`" : ", found nothing");
        }

        return text.ToString();
    }

    /// <summary>As an error of the registry, with the path in <see cref="ErrorLocation.Path"/> and both sides as
    /// context.</summary>
    public ComposeError ToError(ErrorLocation? where = null)
    {
        var path = string.Join(" → ", Path);
        return new ComposeError(
            ErrorCodes.Wit.TypeMismatch, ToString(), where ?? (path.Length > 0 ? new ErrorLocation { Path = path } : null), Hint)
        {
            Context = new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                ["actual"] = Actual,
                ["expected"] = Expected,
                ["path"] = path,
                ["reason"] = Reason,
            },
        };
    }
}
