using System.Reflection;

namespace Compose;

/// <summary>
/// The error registry. Append only: a number or a name, once landed, keeps its meaning for ever. One partial file per
/// domain; numbers 0–40 are the founding codes in their founding order, ours begin at the domain's own thousand.
/// </summary>
public static partial class ErrorCodes
{
    private static readonly Lazy<IReadOnlyList<ErrorCode>> s_all = new(() =>
    {
        var codes = typeof(ErrorCodes).GetNestedTypes()
            .SelectMany(domain => domain.GetFields(BindingFlags.Public | BindingFlags.Static))
            .Select(field => field.GetValue(null)).OfType<ErrorCode>()
            .OrderBy(code => code.Number).ToList();
        return codes;
    });

    /// <summary>Every code, by number.</summary>
    public static IReadOnlyList<ErrorCode> All => s_all.Value;
}
