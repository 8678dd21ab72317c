using System.Diagnostics;
using System.Text;
using Compose.Capabilities.Wasi;
using Compose.Runtime;

namespace Compose.Capabilities.Std;

/// <summary>
/// <c>std:metrics/metrics</c>: a guest's own metrics, into the host's meter under the name of its instance. What a guest
/// is told depends on itself alone: whether others have used up the bound of the process does not show.
/// </summary>
internal static class MetricsInterface
{
    public const string Name = "std:metrics/metrics";

    private const int MaxLabels = 8, MaxName = 100, MaxValue = 200, MaxSeries = 100;
    private const int Denied = 0, InvalidName = 1, TooLarge = 2, TooMany = 3;

    private enum Kind
    {
        Counter,
        Gauge,
        Histogram,
        DurationMs,
    }

    public static HostInstance Make(NodeSession session)
    {
        bool isGranted = session.Authority.Grants.ContainsKey(Name);
        return new InterfaceBuilder(Name, session)
            .Refusing(Value.Err(Value.Case(Denied)))
            .Function("record-metric", (_, args) => isGranted
                ? Record(session, args[0].AsString, args[1], args[2].AsList) is { } problem ? Value.Err(Value.Case(problem)) : Value.Ok()
                : Value.Err(Value.Case(Denied)))
            .Instance;
    }

    private static int? Record(NodeSession session, string name, Value value, Value[] labels)
    {
        string? tenant = session.Authority.Facilities.Tenant;
        if (labels.Length > MaxLabels || name.Length > MaxName)
        {
            return TooLarge;
        }

        if (!IsName(name))
        {
            return InvalidName;
        }

        var tags = new TagList { { GuestMetrics.Metric, name }, { ComposeMetrics.Instance, session.Node.Text ?? string.Empty }, { ComposeMetrics.Tenant, tenant ?? string.Empty } };
        var identity = new StringBuilder(name);
        foreach (Value label in labels)
        {
            Value[] parts = label.AsList;
            string key = parts[0].AsString, text = parts[1].AsString;
            if (key.Length > MaxName || text.Length > MaxValue)
            {
                return TooLarge;
            }

            // The host's own labels cannot be said again, a label stands once, and no value can pass for two.
            if (!IsName(key) || Has(tags, key) || text.AsSpan().ContainsAnyInRange('\0', '\u001f'))
            {
                return InvalidName;
            }

            tags.Add(key, text);
            identity.Append('\0').Append(key).Append('\0').Append(text);
        }

        string mine = identity.ToString();
        HashSet<string> series = session.MetricSeries;
        if (!series.Contains(mine))
        {
            if (series.Count == MaxSeries)
            {
                return TooMany;
            }

            series.Add(mine);
        }

        if (GuestMetrics.Admits($"{tenant}\0{session.Node.Text}\0{mine}"))
        {
            Tell((Kind)value.CaseIndex, value.Payload, tags);
        }

        return null;
    }

    private static void Tell(Kind kind, Value number, in TagList tags)
    {
        switch (kind)
        {
            case Kind.Counter:
                GuestMetrics.Count((long)Math.Min(number.AsU64, long.MaxValue), tags);
                break;
            case Kind.DurationMs:
                GuestMetrics.Observe(number.AsU64 / 1000.0, tags);
                break;
            default:
                if (double.IsFinite(number.AsF64))
                {
                    if (kind == Kind.Gauge)
                    {
                        GuestMetrics.Set(number.AsF64, tags);
                    }
                    else
                    {
                        GuestMetrics.Observe(number.AsF64, tags);
                    }
                }

                break;
        }
    }

    private static bool Has(in TagList tags, string label)
    {
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            if (tag.Key == label)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsName(string name)
    {
        bool isName = name.Length > 0 && char.IsAsciiLetter(name[0]);
        foreach (char c in name)
        {
            isName &= char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-';
        }

        return isName;
    }
}
