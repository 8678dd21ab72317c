namespace Compose.Canonical;

/// <summary>One breach of canonical form.</summary>
/// <param name="Rule">The rule that is broken.</param>
/// <param name="Offset">Offset of the item from the start of the input.</param>
/// <param name="Message">What is wrong, in words.</param>
public sealed record CborViolation(CborRule Rule, long Offset, string Message)
{
    /// <summary>The breach as an error; plans report it as <c>Plan.InvalidCBOR</c>, the <c>canon</c> commands as <c>Canon.NotCanonical</c>.</summary>
    public ComposeError ToError(ErrorCode code, string? file = null) =>
        new(code, Message, ErrorLocation.AtOffset(Offset, file), "re-encode it: canon cbor encode")
        {
            Context = new Dictionary<string, string>(1) { ["rule"] = RuleName(Rule) },
        };

    /// <summary>The stable name of a rule in machine output.</summary>
    public static string RuleName(CborRule rule) => rule switch
    {
        CborRule.ShortestHead => "shortest-head",
        CborRule.DefiniteLength => "definite-length",
        CborRule.SortedKeys => "sorted-keys",
        CborRule.UniqueKeys => "unique-keys",
        CborRule.NormalizedText => "normalized-text",
        CborRule.ShortestFloat => "shortest-float",
        CborRule.PreferredBignum => "preferred-bignum",
        _ => "no-trailing-bytes",
    };
}
