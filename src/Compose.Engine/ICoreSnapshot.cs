namespace Compose.Engine;

/// <summary>The state of a store at one moment, as its engine keeps it. May outlive the store.</summary>
public interface ICoreSnapshot;
