"""The pages for the agent, the DSI and the DPO: server-rendered, in French, without any foreign resource."""
