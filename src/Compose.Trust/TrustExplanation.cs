namespace Compose.Trust;

/// <summary>A verdict with the steps that led to it, in the order in which they were taken.</summary>
public sealed record TrustExplanation(TrustSubject Subject, TrustVerdict Verdict, IReadOnlyList<TrustStep> Steps);
