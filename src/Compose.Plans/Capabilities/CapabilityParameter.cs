using System.Diagnostics.CodeAnalysis;

namespace Compose.Plans;

/// <summary>
/// One parameter of capabilities that is a list of texts or a number, as the table of all of them: the readers and writers
/// of both forms go by it. A new one is a new line here, with the next key.
/// </summary>
/// <param name="Key">Its key in the canonical form; never used twice.</param>
/// <param name="Name">Its name for authors.</param>
/// <param name="Form">What its value is.</param>
/// <param name="Kind">The capabilities that take it.</param>
/// <param name="Summary">One line for help and the schema.</param>
public sealed record CapabilityParameter(int Key, string Name, CapabilityParameterForm Form, CapabilityParameterKinds Kind, string Summary)
{
    public static CapabilityParameter Connect { get; } = new(7, "connect", CapabilityParameterForm.Texts, CapabilityParameterKinds.Sockets, "peers that TCP connections may be made to");

    public static CapabilityParameter Listen { get; } = new(8, "listen", CapabilityParameterForm.Texts, CapabilityParameterKinds.Sockets, "local addresses at which TCP connections may be accepted");

    public static CapabilityParameter Udp { get; } = new(9, "udp", CapabilityParameterForm.Texts, CapabilityParameterKinds.Sockets, "peers that datagrams may be exchanged with");

    public static CapabilityParameter Bind { get; } = new(10, "bind", CapabilityParameterForm.Texts, CapabilityParameterKinds.Sockets, "local addresses that sockets may be bound to");

    public static CapabilityParameter Lookup { get; } = new(11, "lookup", CapabilityParameterForm.Texts, CapabilityParameterKinds.Sockets, "names that may be looked up");

    public static CapabilityParameter Buckets { get; } = new(12, "buckets", CapabilityParameterForm.Texts, CapabilityParameterKinds.Buckets, "names of the buckets that may be opened");

    public static CapabilityParameter ReadOnly { get; } = new(13, "read-only", CapabilityParameterForm.Flag, CapabilityParameterKinds.Buckets, "true: nothing may be changed");

    public static CapabilityParameter Quota { get; } = new(14, "quota", CapabilityParameterForm.Size, CapabilityParameterKinds.Buckets, "bytes of keys and values that a bucket may hold");

    public static CapabilityParameter Expires { get; } = new(15, "expires", CapabilityParameterForm.Instant, CapabilityParameterKinds.Terms, "the instant after which it is denied: 2027-01-31T12:00:00Z");

    public static CapabilityParameter Calls { get; } = new(16, "calls", CapabilityParameterForm.Count, CapabilityParameterKinds.Terms, "number of calls in one run");

    public static CapabilityParameter Bytes { get; } = new(17, "bytes", CapabilityParameterForm.Size, CapabilityParameterKinds.Terms, "bytes read and written in one run");

    public static CapabilityParameter Rate { get; } = new(18, "rate", CapabilityParameterForm.Rate, CapabilityParameterKinds.Terms, "calls in a time: 100/s, 5/m; a call above it waits");

    public static CapabilityParameter Methods { get; } = new(19, "methods", CapabilityParameterForm.Texts, CapabilityParameterKinds.Http, "methods that requests may have");

    public static CapabilityParameter Headers { get; } = new(20, "headers", CapabilityParameterForm.Texts, CapabilityParameterKinds.Http, "names of fields that requests may carry: x-api-key, x-*");

    public static CapabilityParameter Providers { get; } = new(21, "providers", CapabilityParameterForm.Texts, CapabilityParameterKinds.Providers, "ids of the components that may be linked at run time; the endpoint has the only one");

    /// <summary>All of them, by key.</summary>
    public static IReadOnlyList<CapabilityParameter> All { get; } =
        [Connect, Listen, Udp, Bind, Lookup, Buckets, ReadOnly, Quota, Expires, Calls, Bytes, Rate, Methods, Headers, Providers];

    /// <summary>Finds one by its name for authors.</summary>
    public static bool TryFind(string name, [NotNullWhen(true)] out CapabilityParameter? parameter)
    {
        foreach (CapabilityParameter each in All)
        {
            if (each.Name == name)
            {
                parameter = each;
                return true;
            }
        }

        parameter = null;
        return false;
    }
}
