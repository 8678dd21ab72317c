namespace Compose.Plans;

/// <summary>What the value of a parameter is.</summary>
public enum CapabilityParameterForm
{
    /// <summary>A list of texts, ascending; an author may write a single one without the list.</summary>
    Texts,

    /// <summary><c>true</c>, or left out.</summary>
    Flag,

    /// <summary>A whole number.</summary>
    Count,

    /// <summary>A number of bytes.</summary>
    Size,

    /// <summary>Milliseconds since 1970; an author writes RFC 3339: <c>2027-01-31T12:00:00Z</c>.</summary>
    Instant,

    /// <summary>Calls in a period of milliseconds; an author writes <c>100/s</c>, <c>5/m</c>, <c>1000/h</c> or <c>3/250ms</c>.</summary>
    Rate,
}
