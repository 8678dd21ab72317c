using System.Globalization;

namespace Compose.Plans;

/// <summary>
/// Capabilities as options write them: a name, or a name and its parameters in braces as a plan would have them —
/// <c>stdin</c>, <c>wasi:sockets{connect: 127.0.0.1:9000}</c>, <c>keyvalue{buckets: [default], calls: 100}</c>.
/// </summary>
public static class CapabilityText
{
    /// <summary>Reads a capability.</summary>
    /// <exception cref="ComposeException">All that is wrong with it.</exception>
    public static PlanCapability Parse(string text)
    {
        int brace = text.IndexOf('{', StringComparison.Ordinal);
        string written = (brace < 0 ? text : text[..brace]).Trim();
        if (!CapabilityVocabulary.TryResolve(written, out string? name))
        {
            throw new ComposeException(ErrorCodes.Plan.InvalidCapability, $"there is no capability '{written}'", null, Suggestion.For(written, CapabilityVocabulary.Entries.Select(e => e.ShortName ?? e.Name)));
        }

        var capability = new PlanCapability { Name = name };
        var errors = new ErrorBag(null);
        if (brace >= 0)
        {
            capability = AuthoredPlanReader.ReadCapability(capability, YamlDocument.Read(text[brace..], null), errors);
        }

        CapabilityRules.Check(capability, default, errors);
        return errors.HasErrors ? throw new ComposeException([.. errors.Errors.Select(e => e with { Message = $"{text}: {e.Message}" })]) : capability;
    }

    /// <summary>The value of a parameter that is no list, as an author writes it.</summary>
    internal static string Print(PlanParameter value) => value.Parameter.Form switch
    {
        CapabilityParameterForm.Flag => "true",
        CapabilityParameterForm.Instant => PrintInstant(value.Number),
        CapabilityParameterForm.Rate => PrintRate(value.Number, value.Period),
        _ => value.Number.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>Reads an instant in RFC 3339 as milliseconds since 1970.</summary>
    internal static bool TryInstant(string text, out ulong milliseconds)
    {
        milliseconds = 0;
        ReadOnlySpan<string> formats = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"];
        bool hasZone = text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-' && text[^3] == ':');
        if (!hasZone || !DateTimeOffset.TryParseExact(text, formats.ToArray(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset instant)
            || instant < DateTimeOffset.UnixEpoch)
        {
            return false;
        }

        milliseconds = (ulong)instant.ToUnixTimeMilliseconds();
        return true;
    }

    /// <summary>Reads a rate: <c>100/s</c>, <c>5/m</c>, <c>1000/h</c>, <c>3/250ms</c>.</summary>
    internal static bool TryRate(string text, out ulong calls, out ulong period)
    {
        calls = period = 0;
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            return false;
        }

        string per = text[(slash + 1)..].Trim();
        return Quantity.TryParse(text[..slash].Trim(), QuantityUnit.Count, out calls)
            && Quantity.TryParse(per is "ms" or "s" or "m" or "h" ? "1" + per : per, QuantityUnit.Time, out period)
            && per.Length > 0 && !char.IsAsciiDigit(per[^1]);
    }

    private static string PrintInstant(ulong milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Min(milliseconds, (ulong)DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()))
            .ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);

    private static string PrintRate(ulong calls, ulong period) => period switch
    {
        1_000 => $"{calls}/s",
        60_000 => $"{calls}/m",
        3_600_000 => $"{calls}/h",
        _ => $"{calls}/{period}ms",
    };
}
