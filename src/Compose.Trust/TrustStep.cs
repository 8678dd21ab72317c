namespace Compose.Trust;

/// <summary>What asking one authority came to.</summary>
/// <param name="Authority">Its name in the policy.</param>
/// <param name="Backend">Its kind.</param>
/// <param name="Voucher">Its word; null if it has none.</param>
/// <param name="Problem">Why it has none.</param>
public sealed record TrustStep(string Authority, string Backend, Voucher? Voucher, ComposeError? Problem);
