using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Compose;

/// <summary>
/// The error registry. Append only: a number or a name, once landed, keeps its meaning for ever. One partial file per
/// domain; numbers 0–40 are the founding codes in their founding order, ours begin at the domain's own thousand.
/// </summary>
public static partial class ErrorCodes
{
    // Named one by one, so that a trimmed program keeps them.
    private static readonly Lazy<IReadOnlyList<ErrorCode>> s_all = new(() => [.. new List<ErrorCode>
    ([
        .. CodesOf(typeof(Audit)),
        .. CodesOf(typeof(Blob)),
        .. CodesOf(typeof(Canon)),
        .. CodesOf(typeof(Component)),
        .. CodesOf(typeof(Conformance)),
        .. CodesOf(typeof(Emit)),
        .. CodesOf(typeof(Exec)),
        .. CodesOf(typeof(Generic)),
        .. CodesOf(typeof(Plan)),
        .. CodesOf(typeof(Secret)),
        .. CodesOf(typeof(Source)),
        .. CodesOf(typeof(Trust)),
        .. CodesOf(typeof(Wit)),
    ]).OrderBy(code => code.Number)]);

    /// <summary>Every code, by number.</summary>
    public static IReadOnlyList<ErrorCode> All => s_all.Value;

    private static IEnumerable<ErrorCode> CodesOf([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] Type domain) =>
        domain.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => field.GetValue(null)).OfType<ErrorCode>();
}
