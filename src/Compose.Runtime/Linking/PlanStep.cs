namespace Compose.Runtime.Linking;

/// <summary>One definition of a component, ready to be carried out.</summary>
internal abstract class PlanStep
{
    /// <summary>Called once when every type of the component is known, so that resource slots can be looked up.</summary>
    public virtual void Finish(ComponentPlan plan)
    {
    }

    /// <summary>Carries the definition out: adds what it defines to the frame.</summary>
    public abstract void Execute(Frame frame);
}
