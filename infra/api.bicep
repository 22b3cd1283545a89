// The api: answers requests, serves the studio, announces jobs in the queues.

@description('Region.')
param location string = resourceGroup().location

@description('The image that azd has just built.')
param image string

param environmentName string
param identityName string
param registryServer string
param storageAccountName string
param databaseUrlUri string
param sessionKeyUri string
param insightsName string

@description('Address under which browsers reach the api, where it has a domain of its own; empty for the one that Azure gives it.')
param publicUrl string = ''

@minValue(1)
param maxReplicas int = 3

module app './modules/container-app.bicep' = {
  name: 'api'
  params: {
    role: 'api'
    location: location
    image: image
    environmentName: environmentName
    identityName: identityName
    registryServer: registryServer
    storageAccountName: storageAccountName
    databaseUrlUri: databaseUrlUri
    sessionKeyUri: sessionKeyUri
    publicUrl: publicUrl
    ingress: {
      external: true
      targetPort: 3000
      transport: 'http'
      allowInsecure: false
    }
    scale: {
      // The relay of an api announces the jobs by which the workers are scaled, so one is always there.
      minReplicas: 1
      maxReplicas: maxReplicas
      rules: [
        {
          name: 'requests'
          http: {
            metadata: {
              concurrentRequests: '50'
            }
          }
        }
      ]
    }
  }
}

module availability './modules/availability.bicep' = {
  name: 'availability'
  params: {
    location: location
    insightsName: insightsName
    url: '${app.outputs.address}/readyz'
  }
}

output SERVICE_API_URI string = app.outputs.address
