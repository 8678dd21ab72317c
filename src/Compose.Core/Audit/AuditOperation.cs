namespace Compose;

/// <summary>What kind of operation an audit record is about.</summary>
public enum AuditOperation
{
    Emit = 0,
    Exec = 1,
    TrustVerify = 2,
    SecretResolve = 3,
    PolicyEnforce = 4,

    /// <summary>Validation of a plan; not among the founding five.</summary>
    Validate = 5,
}
