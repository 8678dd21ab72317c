namespace Compose.Plans;

/// <summary>What a secret's URI must look like.</summary>
internal static class SecretRules
{
    private static readonly string[] s_schemes = ["dev", "env", "file", "hsm", "k8s", "pkcs11", "systemd", "vault"];

    public static void CheckUri(string uri, SourceMark mark, ErrorBag errors)
    {
        int end = uri.IndexOf("://", StringComparison.Ordinal);
        string scheme = end < 0 ? string.Empty : uri[..end];
        if (Array.IndexOf(s_schemes, scheme) < 0 || uri.Length == end + 3)
        {
            // The text may be a secret that was pasted by mistake: it is not repeated.
            errors.Add(ErrorCodes.Plan.InvalidSchema, "the URI of a secret is expected, never its value", mark, "SCHEME://PATH with one of the schemes " + string.Join(", ", s_schemes));
        }
    }
}
