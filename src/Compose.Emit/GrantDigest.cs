using Compose.Plans;

namespace Compose.Emit;

/// <summary>
/// The digest by which an artifact refers to a grant (SPEC, "The section compose:plan"): that of its canonical form.
/// Equal authority has equal digests, whoever holds it.
/// </summary>
public static class GrantDigest
{
    /// <inheritdoc cref="GrantEncoding.DigestOf"/>
    public static Digest Of(Grant grant) => GrantEncoding.DigestOf(grant);

    /// <summary>Whether one import can serve both.</summary>
    internal static bool SameAuthority(Grant a, Grant b) => Of(a) == Of(b);
}
