using System.Globalization;

namespace Compose;

/// <summary>What the audit journal keeps of a receipt.</summary>
public static class ReceiptAudit
{
    /// <summary>The record: denials are warnings, failures errors, everything else information.</summary>
    public static AuditRecord Of(Receipt receipt)
    {
        bool exited = receipt.Outcome.StartsWith("exit:", StringComparison.Ordinal);
        bool denied = receipt.Operation == Receipt.Deny;
        AuditOperation operation = receipt.Operation switch
        {
            Receipt.Validate => AuditOperation.Validate,
            Receipt.Emit => AuditOperation.Emit,
            Receipt.Deny => AuditOperation.PolicyEnforce,
            _ => AuditOperation.Exec,
        };
        AuditSeverity severity = denied ? AuditSeverity.Warning
            : exited || receipt.Outcome == "ok" ? AuditSeverity.Info
            : AuditSeverity.Error;
        var context = new List<KeyValuePair<string, string>>();
        foreach (GrantRecord grant in denied ? receipt.Grants : [])
        {
            context.Add(new("interface", grant.Interface));
        }

        if (receipt.Function is { } function)
        {
            context.Add(new("function", function));
        }

        if (receipt.Cache is { } cache)
        {
            context.Add(new("cache", cache));
        }

        foreach ((string name, Digest digest) in receipt.Inputs)
        {
            context.Add(new("input." + name, digest.ToString()));
        }

        foreach ((string name, Digest digest) in receipt.Outputs)
        {
            context.Add(new("output." + name, digest.ToString()));
        }

        return new AuditRecord(operation, severity, receipt.Outcome)
        {
            Plan = receipt.Plan,
            CacheKey = receipt.Key,
            Tenant = receipt.Tenant,
            Instance = denied && receipt.Grants.Count > 0 ? receipt.Grants[0].Instance : null,
            ExitCode = exited && int.TryParse(receipt.Outcome.AsSpan(5), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int code) ? code : null,
            Determinism = receipt.Determinism,
            Context = context,
        };
    }
}
